"""Cognito as AWS serves it: what we put around and into ministack, in one process with it.

`strictness` refuses what Cognito refuses; `operations` adds what ministack lacks and amends what it gets wrong; `seam`
is the only module that reaches into ministack to put them there. Import it in the emulator's process only.
"""
