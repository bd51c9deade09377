//! What is made of a tenant's rows is kept until the tenant's next record, on both databases.

use std::sync::Arc;

use rathaus_store::{Actor, Id, Record, Session, TenantId, testing};

async fn length(session: &mut Session, made: &mut u32) -> Arc<u64> {
    if let Some(kept) = session.kept::<u64>("length").await.expect("read") {
        return kept;
    }
    *made += 1;
    let length = session.edition().await.expect("read");
    session.keep("length", length)
}

#[tokio::test]
async fn kept_until_the_next_record_of_the_tenant() {
    for scratch in testing::both(&[]).await {
        let (north, south) = (TenantId(Id::of_name("north")), TenantId(Id::of_name("south")));
        let (north, south) = (scratch.store.tenant(north), scratch.store.tenant(south));
        let mut made = 0;
        for _ in 0..3 {
            let mut view = north.read().await.expect("begins");
            assert_eq!((*length(&mut view, &mut made).await, made), (0, 1));
        }
        let mut old = north.read().await.expect("begins");
        assert_eq!(*length(&mut old, &mut made).await, 0);
        let mut change = north.change(Actor::Anonymous, testing::start()).await.expect("begins");
        // A change sees its own writes: nothing is taken from memory, nothing put into it.
        assert!(change.kept::<u64>("length").await.expect("read").is_none());
        change.keep("length", 99_u64);
        change.commit(Record::new("house.counted", "x")).await.expect("kept");
        // Who began to read before goes on to read the state before.
        assert_eq!((*length(&mut old, &mut made).await, made), (0, 1));
        drop(old);
        let mut view = north.read().await.expect("begins");
        assert_eq!((*length(&mut view, &mut made).await, made), (1, 2));
        assert!(view.kept::<u32>("length").await.expect("read").is_none(), "another type, another thing");
        drop(view);
        let mut view = south.read().await.expect("begins");
        assert_eq!((*length(&mut view, &mut made).await, made), (0, 3));
        drop(view);
        let mut view = north.read().await.expect("begins");
        assert_eq!((*length(&mut view, &mut made).await, made), (1, 3), "the south's is not the north's");
    }
}
