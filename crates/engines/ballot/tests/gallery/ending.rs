//! Manipulations of what comes after voting.

use super::Gallery;
use crate::forge::{Step, places, replaced};
use rathaus_ballot::number::Number;
use rathaus_ballot::{EventKind, PartialDecryption, Rule, Shuffle};

/// Things wrong with tally, shares and result.
pub fn of_the_end(gallery: &mut Gallery, weights: &[Step], choices: &[Step], groups: &[Step]) {
    let tally = places(weights, EventKind::EncryptedTally)[0];
    gallery.text("fewer ballots than counted", Rule::TallySize, weights, tally, |data| {
        data[1] = replaced(&data[1], "\"num_tallied\":3", "\"num_tallied\":2");
    });
    gallery.text("more weight than there is", Rule::TallySize, weights, tally, |data| {
        data[1] = replaced(&data[1], "3000000003", "3000000004");
    });
    gallery.text("ciphertexts of the tally swapped", Rule::Tally, weights, tally, |data| {
        let (start, end) = (data[0].find("},{").unwrap() + 2, data[0].find("}],[").unwrap() + 1);
        let (first, second) = (data[0][2..start - 1].to_owned(), data[0][start..end].to_owned());
        let second_end = second.find("},{").map_or(second.len(), |place| place + 1);
        data[0] = replaced(
            &data[0],
            &format!("{first},{}", &second[..second_end]),
            &format!("{},{first}", &second[..second_end]),
        );
    });
    let shares = places(weights, EventKind::PartialDecryption);
    let share = |text: &str, change: &dyn Fn(&mut PartialDecryption)| {
        let mut share = PartialDecryption::from_json(text.as_bytes()).unwrap();
        change(&mut share);
        share.to_json()
    };
    gallery.text("a factor of another key", Rule::DecryptionProof, weights, shares[0], |data| {
        data[0] = share(&data[0], &|share| {
            let other = share.factors[1][2];
            share.factors[1][1] = other;
        });
    });
    gallery.text("a factor left out", Rule::DecryptionShape, weights, shares[0], |data| {
        data[0] = share(&data[0], &|share| share.factors[0].truncate(1));
    });
    gallery.text("a factor outside of the group", Rule::Membership, weights, shares[0], |data| {
        data[0] = share(&data[0], &|share| share.factors[0][0] = Number::small(3));
    });
    gallery.text("a trustee who is not there", Rule::Owner, weights, shares[2], |data| {
        data[1] = replaced(&data[1], "\"owner\":3", "\"owner\":4");
    });
    gallery.text("a share of another trustee", Rule::DecryptionProof, weights, shares[1], |data| {
        data[1] = replaced(&data[1], "\"owner\":2", "\"owner\":3");
    });
    gallery.events("a trustee who decrypts twice", Rule::Owner, choices, |steps| {
        let share = places(steps, EventKind::PartialDecryption)[0];
        let mut again = steps[share].clone();
        // The text differs, or it would be the same file twice; who it is from is looked at first.
        again.data[0].push(' ');
        steps.insert(share + 1, again);
    });
    gallery.events("fewer trustees than the threshold", Rule::Quorum, groups, |steps| {
        let last = *places(steps, EventKind::PartialDecryption).last().unwrap();
        steps.remove(last);
    });
    let result = places(weights, EventKind::Result)[0];
    gallery.text("another result", Rule::Result, weights, result, |data| {
        data[0] = replaced(&data[0], "2000000003", "2000000002");
    });
    gallery.text(
        "a result without a question",
        Rule::Result,
        choices,
        places(choices, EventKind::Result)[0],
        |data| {
            let end = data[0].find("],[").unwrap();
            data[0] = format!("{}]]}}", &data[0][..end]);
        },
    );
}

/// Things wrong with shuffles.
pub fn of_shuffles(gallery: &mut Gallery, ranks: &[Step]) {
    let shuffles = places(ranks, EventKind::Shuffle);
    let mut shuffle = |name, rule, place: usize, change: &dyn Fn(&mut Shuffle)| {
        gallery.text(name, rule, ranks, shuffles[place], |data| {
            let mut shuffle = Shuffle::from_json(data[0].as_bytes()).unwrap();
            change(&mut shuffle);
            data[0] = shuffle.to_json();
        });
    };
    shuffle("an answer twice in a shuffle", Rule::ShuffleProof, 0, &|shuffle| {
        let other = shuffle.ciphertexts[0][1];
        shuffle.ciphertexts[0][0] = other;
    });
    shuffle("a shuffle of the list before", Rule::ShuffleProof, 1, &|shuffle| shuffle.ciphertexts.swap(0, 1));
    shuffle("an answer less after a shuffle", Rule::ShuffleShape, 0, &|shuffle| {
        shuffle.ciphertexts[1].truncate(2)
    });
    shuffle("a list less after a shuffle", Rule::ShuffleShape, 0, &|shuffle| drop(shuffle.proofs.pop()));
    shuffle("a commitment outside of the group", Rule::Membership, 0, &|shuffle| {
        // A generator of all numbers modulo the prime: −1 times an element.
        shuffle.proofs[0].commitments.single[1] = Number::small(11);
    });
    gallery.text("a shuffle of nobody", Rule::Owner, ranks, shuffles[0], |data| {
        data[1] = replaced(&data[1], "\"owner\":1", "\"owner\":0");
    });
    gallery.text("a trustee who shuffles twice", Rule::Owner, ranks, shuffles[1], |data| {
        data[1] = replaced(&data[1], "\"owner\":2", "\"owner\":1");
    });
    gallery.events("no shuffle at all", Rule::EventOrder, ranks, |steps| {
        steps.retain(|step| step.kind != EventKind::Shuffle);
    });
    gallery.events("decrypting before shuffling has ended", Rule::EventOrder, ranks, |steps| {
        steps.retain(|step| step.kind != EventKind::EndShuffles);
    });
    let share = places(ranks, EventKind::PartialDecryption);
    gallery.text("one proof for every share", Rule::DecryptionProof, ranks, share[0], |data| {
        let mut share = PartialDecryption::from_json(data[0].as_bytes()).unwrap();
        let first = share.proofs[1][0];
        share.proofs[1].fill(first);
        data[0] = share.to_json();
    });
    let result = places(ranks, EventKind::Result)[0];
    gallery.text("an answer changed in the result", Rule::Result, ranks, result, |data| {
        data[0] = replaced(&data[0], "[255,0]", "[254,0]");
    });
}
