package io.ixi.vm.kernel.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.module.Registry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReceiptsTest {
    private static final Registry NONE = Registry.of(List.of());

    private static List<Receipt> receipts(int count) {
        List<Receipt> receipts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            receipts.add(new Receipt(
                    Hash.sha256(new byte[] {(byte) i}), i % 3 * 2001, i % 2, 100 + i, Amount.of(i * 7L), List.of()));
        }
        return receipts;
    }

    @Test
    void shouldProveEveryReceiptAndNoOther() {
        for (int count = 1; count <= 17; count++) {
            List<Receipt> receipts = receipts(count);
            Hash root = Receipts.root(receipts);
            for (int i = 0; i < count; i++) {
                List<Hash> path = Receipts.prove(receipts, i);
                Bytes bytes = Receipts.encode(receipts.get(i));
                assertThat(Receipts.verify(root, i, count, bytes, path)).isTrue();
                assertThat(Receipts.verify(root, (i + 1) % count, count, bytes, path))
                        .isEqualTo(count == 1);
                assertThat(Receipts.verify(root, i, count, Bytes.EMPTY, path)).isFalse();
                List<Hash> longer = new ArrayList<>(path);
                longer.add(Hash.ZERO);
                assertThat(Receipts.verify(root, i, count, bytes, longer)).isFalse();
            }
            assertThat(Receipts.verify(root, count, count, Bytes.EMPTY, List.of()))
                    .isFalse();
        }
        assertThat(Receipts.root(List.of())).isEqualTo(Hash.ZERO);
    }

    @Test
    void shouldReadBackWhatItWrote() {
        for (Receipt receipt : receipts(5)) {
            Bytes bytes = Receipts.encode(receipt);
            assertThat(Receipts.decode(bytes, NONE)).isEqualTo(receipt);
            for (int cut = 0; cut < bytes.size(); cut++) {
                Bytes part = Bytes.wrap(Arrays.copyOf(bytes.toArray(), cut));
                assertThatThrownBy(() -> Receipts.decode(part, NONE)).isInstanceOf(MalformedException.class);
            }
        }
    }
}
