"""The hosted pages of a user pool's domain, as the classic hosted UI and managed login have them; one design for both.

Everything is served from here: no script but where passkeys and managed login need one, nothing from elsewhere. A page
that signs somebody in calls the operations that an application would call.
"""
