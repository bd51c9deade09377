//! Where the bytes of files are kept: beside the database, or in an object store that speaks S3.

// `object_store` speaks to buckets through it; named for its TLS, which `object_store` leaves to us.
use reqwest as _;
use std::path::Path;
use std::sync::Arc;

use object_store::ObjectStore;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;

use crate::StoreError;

/// Where the bytes are.
#[derive(Debug, Clone, Default)]
pub enum Place {
    /// In `files/` of the store's folder. With several servers this must be a folder that all of them see.
    #[default]
    Folder,
    /// In a bucket.
    S3(S3),
}

/// A bucket of an object store that speaks Amazon's S3: Ceph, MinIO, Garage, IONOS, Amazon. Addressed by path, as all
/// of them understand.
#[derive(Clone)]
pub struct S3 {
    /// `https://…`; `http://…` is taken too, for a store on the same machine or network.
    pub endpoint: String,
    /// The bucket; it must be there.
    pub bucket: String,
    /// The region, such as `eu-central-1`; many stores take any word.
    pub region: String,
    /// The name of the access key.
    pub access_key: String,
    /// Its secret.
    pub secret_key: String,
}

impl std::fmt::Debug for S3 {
    /// Without the secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "S3 {{ {}/{} in {} as {} }}", self.endpoint, self.bucket, self.region, self.access_key)
    }
}

impl Place {
    pub(super) fn open(&self, folder: &Path) -> Result<Arc<dyn ObjectStore>, StoreError> {
        match self {
            Self::Folder => {
                let folder = folder.join("files");
                std::fs::create_dir_all(&folder)
                    .map_err(|error| StoreError::Unavailable(format!("{}: {error}", folder.display())))?;
                let local = LocalFileSystem::new_with_prefix(&folder)
                    .map_err(|error| StoreError::Unavailable(format!("{}: {error}", folder.display())))?;
                Ok(Arc::new(local.with_fsync(true).with_automatic_cleanup(true)))
            }
            Self::S3(s3) => {
                // TLS without a choice of its own takes the process's; whoever came first has chosen the same.
                let _ = rustls::crypto::ring::default_provider().install_default();
                let store = AmazonS3Builder::new()
                    .with_endpoint(&s3.endpoint)
                    .with_allow_http(s3.endpoint.starts_with("http://"))
                    .with_bucket_name(&s3.bucket)
                    .with_region(&s3.region)
                    .with_access_key_id(&s3.access_key)
                    .with_secret_access_key(&s3.secret_key)
                    .build()
                    .map_err(|error| StoreError::Unavailable(format!("{s3:?}: {error}")))?;
                Ok(Arc::new(store))
            }
        }
    }
}
