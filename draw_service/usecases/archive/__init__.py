"""The archive (档案管理制度 3, 4; 采购法 42): a year as one package, looks under request and approval, and
the people forgotten when their time is over.

``look_at_archive`` changes nothing; ``open_file`` is logged.
"""
