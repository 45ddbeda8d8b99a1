package io.ixi.vm.ssi.pass;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.module.BrokenInvariantException;
import io.ixi.vm.ssi.pass.proto.Pseudonym;
import io.ixi.vm.ssi.pass.proto.Root;
import io.ixi.zkp.hash.Quad;
import java.util.Arrays;

/** The registry's root serves and is that of its places; what gates read follows from what was shown. */
final class PassInvariants {
    private PassInvariants() {}

    static void check(PassState state) {
        Root latest = state.root(PassState.word(state.totals().getRoot()));
        require(latest != null && latest.getUntilMs() == 0, "the latest root does not serve");
    }

    static void audit(PassState state) {
        check(state);
        require(Registry.rootOf(state).equals(PassState.word(state.totals().getRoot())), "the root is another");
        state.scanHeld((key, held) -> {
            byte[] bytes = key.unsafeArray();
            byte[] account = Arrays.copyOf(bytes, Hash.BYTES);
            Bytes verifier = Bytes.wrap(Arrays.copyOfRange(bytes, Hash.BYTES, bytes.length));
            Quad name = PassState.word(held.getPseudonym());
            Pseudonym pseudonym = state.pseudonym(verifier, name);
            require(
                    pseudonym != null
                            && Arrays.equals(account, pseudonym.getAccount().toByteArray()),
                    verifier + ": a pass without its pseudonym");
        });
    }

    private static void require(boolean holds, String fault) {
        if (!holds) {
            throw new BrokenInvariantException("pass: " + fault);
        }
    }
}
