"""The fortnightly report (半月报): drafted from facts, signed, submitted, kept.

Its sections are the editor's, its numbers are counted. A second person signs it; from
then on nothing of it changes. A public digest is cut from what was signed.
"""
