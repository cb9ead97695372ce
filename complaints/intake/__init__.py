"""The resident's side: form, receipt, mailbox; no address, no account, no trace."""
