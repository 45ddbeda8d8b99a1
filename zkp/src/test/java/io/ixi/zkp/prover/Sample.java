package io.ixi.zkp.prover;

import io.ixi.zkp.circuit.Builder;
import io.ixi.zkp.circuit.Circuit;
import io.ixi.zkp.circuit.Linear;
import io.ixi.zkp.circuit.Profile;
import io.ixi.zkp.circuit.Public;
import io.ixi.zkp.circuit.PublicWord;
import io.ixi.zkp.circuit.Word;
import io.ixi.zkp.hash.Sponge;
import io.ixi.zkp.hash.WordTree;
import java.util.Random;

/**
 * A small circuit that uses every feature of the language: a secret in a tree, its price within bounds that are public,
 * the product of two of its elements, and a digest that is compared only if a public switch says so.
 */
final class Sample {
    static final int DEPTH = 3;
    static final Circuit CIRCUIT = circuit();

    final long[] publicInputs = new long[CIRCUIT.publicInputs()];
    final long[] secrets = new long[CIRCUIT.secrets()];

    private Sample() {}

    private static Circuit circuit() {
        Builder b = new Builder("sample", Profile.SMALL, 10, 3);
        PublicWord root = b.publicWord();
        PublicWord salted = b.publicWord();
        PublicWord context = b.publicWord();
        Public on = b.publicInput();
        Public low = b.publicInput();
        Public factor = b.publicInput();
        Word item = b.secret();
        Word more = b.secret();
        Word salt = b.secret();
        b.product("third is first times second", item.at(0), item.at(1), item.at(2));
        b.zero(
                "fourth is factor times first plus 5",
                item.at(0).times(factor).plus(Linear.constant(5)).minus(item.at(3)));
        Word leaf = b.hash(21, item, more, salt);
        Word top = b.climb(22, leaf, DEPTH);
        b.equal("root", top, root);
        Word other = b.hash(23, leaf, context);
        b.equalIf("salted", on, other, salted);
        b.below33Bits("first is at least low", item.at(0).minus(low));
        b.below33Bits("second is small", item.at(1));
        b.below61Bits("third", item.at(2));
        Word again = b.hash(24, other, other);
        b.zero("again is not needed", again.at(0).minus(again.at(0)));
        return b.build();
    }

    static Sample of(long seed) {
        Random random = new Random(seed);
        Sample sample = new Sample();
        long[] item = {7 + random.nextInt(1000), random.nextInt(1 << 30), 0, 0};
        item[2] = item[0] * item[1];
        item[3] = 3 * item[0] + 5;
        long[] more = word(random);
        long[] salt = word(random);
        long[] leaf = Sponge.hash(21, item, more, salt);
        WordTree tree = new WordTree(22, DEPTH);
        for (int i = 0; i < 5; i++) {
            tree.append(word(random));
        }
        int position = tree.append(leaf);
        long[] context = word(random);
        System.arraycopy(tree.root(), 0, sample.publicInputs, 0, 4);
        System.arraycopy(Sponge.hash(23, leaf, context), 0, sample.publicInputs, 4, 4);
        System.arraycopy(context, 0, sample.publicInputs, 8, 4);
        sample.publicInputs[12] = 1;
        sample.publicInputs[13] = 7;
        sample.publicInputs[14] = 3;
        System.arraycopy(item, 0, sample.secrets, 0, 4);
        System.arraycopy(more, 0, sample.secrets, 4, 4);
        System.arraycopy(salt, 0, sample.secrets, 8, 4);
        long[] path = tree.path(position);
        for (int level = 0; level < DEPTH; level++) {
            System.arraycopy(path, 4 * level, sample.secrets, 12 + 5 * level, 4);
            sample.secrets[16 + 5 * level] = position >> level & 1;
        }
        return sample;
    }

    static byte[] entropy(long seed) {
        byte[] entropy = new byte[32];
        new Random(seed).nextBytes(entropy);
        return entropy;
    }

    private static long[] word(Random random) {
        long[] word = new long[4];
        for (int i = 0; i < 4; i++) {
            word[i] = random.nextLong() >>> 1;
        }
        return word;
    }
}
