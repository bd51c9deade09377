//! Who acts: tenants, organisations, persons, memberships, sign-in.
