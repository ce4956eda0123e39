"""How people prove who they are: flows, challenges, passwords, codes, devices, passkeys; and how app clients do."""
