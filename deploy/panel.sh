#!/bin/sh
# `panel` as the service runs it: its user, its settings, its folders. Copy to /usr/local/sbin/panel (mode 0755);
# with it the lines of the runbook do what they say. Typed without it, as root, a command would look into a folder
# of its own and leave files there that the service cannot open.
set -eu
settings=${SETTINGS:-/etc/panel/panel.env}
[ -r "$settings" ] || { echo "panel: cannot read $settings; become root" >&2; exit 4; }
PANEL_DATA=/var/lib/panel PANEL_KEYRING=/var/lib/panel-keys/keyring.json
PANEL_METRICS=127.0.0.1:9464
export PANEL_DATA PANEL_KEYRING PANEL_METRICS
# As systemd reads it: NAME=value, one a line, the value as it stands or in quotes; nothing in it is run.
while IFS= read -r line || [ -n "$line" ]; do
    name=${line%%=*} value=${line#*=}
    case $name in PANEL_*[!A-Z0-9_]* | "$line") continue ;; PANEL_*) ;; *) continue ;; esac
    case $value in \'*\' | \"*\") value=${value#?} value=${value%?} ;; esac
    export "$name=$value"
done <"$settings"
umask 077
cd "$PANEL_DATA"
exec runuser -u panel -- "${PROGRAM:-/opt/panel/bin/panel}" "$@"
