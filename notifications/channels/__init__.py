"""Ways to reach a person, behind one port: ``port`` says what a channel must answer.

- ``simulated``  the embedded phone network, rehearsals only
- ``twilio``     voice and SMS abroad, with ``twilio_voice`` (said) and ``twilio_callbacks`` (heard)
- ``aliyun``     the mainland route by approved templates, with ``aliyun_reports``
- ``gateway``    boxes on the premises and ``panel relay``, with ``gateway_signature`` and ``gateway_events``;
  ``conformance`` checks any box
- ``manual``     a person phones
- ``registry``   builds one by name; ``abilities`` says what happens to what a channel cannot do
"""
