//! The forum's pages, one file per page with its form, view and handlers.
