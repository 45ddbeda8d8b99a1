package io.ixi.zkp.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ixi.zkp.field.Goldilocks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpongeTest {
    private static final long[] ZERO = new long[4];
    private static final long[] A = {1, 2, 3, 4};
    private static final long[] B = {5, 6, 7, 8};

    @Test
    void lengthOrderAndTagAllCount() {
        List<long[]> digests = new ArrayList<>();
        for (long tag = 1; tag <= 2; tag++) {
            digests.add(Sponge.hash(tag));
            digests.add(Sponge.hash(tag, ZERO));
            digests.add(Sponge.hash(tag, ZERO, ZERO));
            digests.add(Sponge.hash(tag, A));
            digests.add(Sponge.hash(tag, A, ZERO));
            digests.add(Sponge.hash(tag, A, B));
            digests.add(Sponge.hash(tag, B, A));
            digests.add(Sponge.hash(tag, A, B, A));
            digests.add(Sponge.hash(tag, A, B, A, ZERO));
        }
        assertThat(digests.stream().map(d -> d[0]).distinct()).hasSize(18);
    }

    @Test
    void oneWordIsThePermutationOfTheStatedState() {
        long[] s = {1, 2, 3, 4, 0, 0, 0, 0, 9, 4, 0, 0};
        Poseidon2.permute(s);
        assertThat(Sponge.hash(9, A)).containsExactly(s[0], s[1], s[2], s[3]);
    }

    @Test
    void laterWordsOverwriteTheRateAndKeepTheCapacity() {
        long[] s = {1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 0, 0};
        Poseidon2.permute(s);
        System.arraycopy(A, 0, s, 0, 4);
        System.arraycopy(ZERO, 0, s, 4, 4);
        Poseidon2.permute(s);
        assertThat(Sponge.hash(9, A, B, A)).containsExactly(s[0], s[1], s[2], s[3]);
    }

    @Test
    void refusesWhatIsNotAWord() {
        assertThatThrownBy(() -> Sponge.hash(1, new long[3])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Sponge.hash(1, new long[] {Goldilocks.P, 0, 0, 0}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void treePathsLeadToTheRoot() {
        WordTree tree = new WordTree(6, 4);
        long[] before = tree.root();
        for (int i = 0; i < 11; i++) {
            assertThat(tree.append(new long[] {i, i, i, 1})).isEqualTo(i);
        }
        assertThat(tree.root()).isNotEqualTo(before);
        for (int i = 0; i < 11; i++) {
            assertThat(WordTree.rootOf(6, new long[] {i, i, i, 1}, i, tree.path(i)))
                    .isEqualTo(tree.root());
        }
        long[] full = tree.root();
        tree.replace(3, ZERO);
        assertThat(tree.root()).isNotEqualTo(full);
        tree.replace(3, new long[] {3, 3, 3, 1});
        assertThat(tree.root()).isEqualTo(full);
        WordTree deep = new WordTree(6, 34);
        for (int i = 0; i < 3; i++) {
            deep.append(new long[] {i, 0, 0, 1});
            assertThat(WordTree.rootOf(6, new long[] {i, 0, 0, 1}, i, deep.path(i)))
                    .isEqualTo(deep.root());
            assertThat(WordTree.rootOf(6, new long[] {0, 0, 0, 1}, 0, deep.path(0)))
                    .isEqualTo(deep.root());
        }
        for (int i = 11; i < 16; i++) {
            tree.append(A);
        }
        assertThatThrownBy(() -> tree.append(A)).isInstanceOf(IllegalStateException.class);
    }
}
