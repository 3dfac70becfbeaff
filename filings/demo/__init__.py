"""The demo world: synthetic organizations, people and cases, the same for the same seed and day.

`scenarios` says which cases there are, `stages` and `turns` write their histories as pure
functions, `world` makes organizations and people, `play` lives the histories through the services,
act by act, as the roles themselves.
"""
