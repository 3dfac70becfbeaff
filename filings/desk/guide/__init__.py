"""Help: what each page is for, in one table, and what is made of it: the page 帮助, the panel that
`?` opens, the first visit, and a manual for each role.

`rows` says what a row holds; `pages` and `pages_above` are the table; `words` has the words, the
states and the buttons; `manual` and `asking` choose what somebody is shown.
"""
