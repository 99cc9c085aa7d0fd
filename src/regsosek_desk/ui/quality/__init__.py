"""Parts of the screens of the uji petik and of the operators' log."""
