package io.ixi.vm.ssi;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.proto.CredentialTest;
import io.ixi.vm.ssi.SsiState.Place;
import io.ixi.vm.ssi.proto.Accepted;
import io.ixi.vm.ssi.proto.Domain;
import io.ixi.vm.ssi.proto.Held;
import org.jspecify.annotations.Nullable;

/** Whether an account has a credential that counts. Reads at most one domain and 8 entries for each of its issuers. */
final class CredentialGate {
    private CredentialGate() {}

    static boolean holds(SsiState state, Address account, CredentialTest test, long timeMs) {
        Bytes type = SsiState.id(test.getType());
        if (test.getDomain().isEmpty()) {
            return any(state, account, type, test, timeMs);
        }
        Domain domain = state.domain(SsiState.id(test.getDomain()));
        boolean found = false;
        if (domain != null) {
            for (Accepted accepted : domain.getAcceptsList()) {
                Bytes wanted = SsiState.id(accepted.getType());
                if (type.size() == 0 || type.equals(wanted)) {
                    found |= accepted.hasIssuer()
                            ? counts(
                                    state.held(new Place(account, wanted, Address.of(accepted.getIssuer()))),
                                    test,
                                    timeMs)
                            : any(state, account, wanted, test, timeMs);
                }
            }
        }
        return found;
    }

    private static boolean any(SsiState state, Address account, Bytes type, CredentialTest test, long timeMs) {
        boolean[] found = new boolean[1];
        state.scanHeld(account, type, held -> {
            found[0] = counts(held, test, timeMs);
            return !found[0];
        });
        return found[0];
    }

    private static boolean counts(@Nullable Held held, CredentialTest test, long timeMs) {
        return held != null
                && Periods.live(held, timeMs)
                && Periods.recent(held.getFromMs(), test.getMaxAgeS(), timeMs);
    }
}
