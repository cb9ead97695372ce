"""What stands between a draft and the public: files, looks, and overruled findings."""
