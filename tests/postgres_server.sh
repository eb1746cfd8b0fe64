#!/usr/bin/env bash
# A throw-away PostgreSQL server for tests, on the loopback address only.
#   tests/postgres_server.sh start DIR [durable]  makes a cluster in the new folder DIR, starts it, prints its URL
#   tests/postgres_server.sh stop DIR             stops it and removes DIR
# What is committed does not outlive a power failure, which spares tests their waits; "durable": it does, as in
# production, for benchmarks.
# PostgreSQL does not run as root: started by root, it runs as the user postgres.
set -euo pipefail

die() { echo "postgres_server: $*" >&2; exit 1; }

usage="usage: $0 start DIR [durable] | stop DIR"
[ $# -eq 2 ] || { [ $# -eq 3 ] && [ "$1 $3" = "start durable" ]; } || die "$usage"
dir=$2
case ${3:-} in
durable) safety="-c fsync=on -c synchronous_commit=on -c full_page_writes=on" ;;
*) safety="-c fsync=off -c synchronous_commit=off -c full_page_writes=off" ;;
esac

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
if [ -z "$bin" ]; then
    command -v initdb >/dev/null || die "PostgreSQL is not installed (Debian: apt-get install postgresql)"
    bin=$(dirname "$(command -v initdb)")
fi

as_owner() {
    if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

case $1 in
start)
    mkdir "$dir"
    if [ "$(id -u)" -eq 0 ]; then chown postgres "$dir"; fi
    cd "$dir"
    as_owner "$bin/initdb" --pgdata="$dir/data" --username=panel --auth=trust --encoding=UTF8 \
        --locale=C --no-sync >"$dir.log" 2>&1 || { cat "$dir.log" >&2; die "initdb failed"; }
    for _ in 1 2 3; do # another process may take the free port first
        port=$(free_port)
        if as_owner "$bin/pg_ctl" --pgdata="$dir/data" --log="$dir/server.log" --wait --silent \
            --options="-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories='' \
                $safety" start >/dev/null; then
            rm -f "$dir.log"
            echo "postgresql://panel@127.0.0.1:$port/postgres"
            exit 0
        fi
    done
    cat "$dir/server.log" >&2
    die "the server did not start"
    ;;
stop)
    cd "$dir"
    as_owner "$bin/pg_ctl" --pgdata="$dir/data" --mode=immediate --silent stop || true
    cd /
    rm -rf "$dir"
    ;;
*)
    die "$usage"
    ;;
esac
