"""What a signer does: sign, give back, add a signer, hand over; what follows a signature."""
