package io.ixi.consensus.codec;

import io.ixi.consensus.bft.Entry;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Validator;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.consensus.types.Vote;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** Values of every wire type drawn from a seed. */
final class WireSamples {
    private final SplittableRandom random;

    WireSamples(long seed) {
        this.random = new SplittableRandom(seed);
    }

    Hash hash() {
        return new Hash(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }

    Bytes bytes(int size) {
        byte[] value = new byte[size];
        random.nextBytes(value);
        return Bytes.wrap(value);
    }

    long counter() {
        return random.nextLong() >>> random.nextInt(1, 63);
    }

    Proposal proposal() {
        long view = Math.max(1, counter());
        return new Proposal(counter(), view, random.nextLong(view), hash());
    }

    Subject subject() {
        return switch (random.nextInt(3)) {
            case 0 -> new Subject.Notarize(proposal());
            case 1 -> new Subject.Nullify(counter(), Math.max(1, counter()));
            default -> new Subject.Finalize(proposal());
        };
    }

    Vote vote() {
        return new Vote(subject(), random.nextInt(ValidatorSet.MAX), bytes(random.nextInt(1, 40)));
    }

    Certificate certificate() {
        TreeSet<Integer> signers = new TreeSet<>();
        int count = random.nextInt(1, 12);
        while (signers.size() < count) {
            signers.add(random.nextInt(random.nextBoolean() ? 12 : ValidatorSet.MAX));
        }
        List<Certificate.Share> shares = new ArrayList<>();
        for (int signer : signers) {
            shares.add(new Certificate.Share(signer, bytes(random.nextInt(1, 9))));
        }
        return new Certificate(subject(), shares);
    }

    BlockHeader header() {
        return new BlockHeader(
                hash(),
                random.nextInt(Integer.MAX_VALUE),
                counter(),
                counter(),
                counter(),
                counter(),
                random.nextInt(ValidatorSet.MAX),
                counter(),
                hash(),
                hash(),
                hash(),
                hash(),
                random.nextInt(Integer.MAX_VALUE),
                hash());
    }

    ValidatorSet validatorSet() {
        List<Validator> validators = new ArrayList<>();
        int count = random.nextInt(1, 8);
        for (int i = 0; i < count; i++) {
            validators.add(new Validator(bytes(16 + i), random.nextLong(1, Validator.MAX_POWER + 1)));
        }
        return new ValidatorSet(counter(), hash(), validators);
    }

    Entry entry() {
        return switch (random.nextInt(3)) {
            case 0 -> new Entry.Cast(vote());
            case 1 -> new Entry.Certified(certificate());
            default -> new Entry.Verdict(counter(), hash(), random.nextBoolean());
        };
    }
}
