package io.ixi.vm.ssi;

import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.ssi.proto.Accreditation;
import io.ixi.vm.ssi.proto.Credential;
import io.ixi.vm.ssi.proto.CredentialType;
import io.ixi.vm.ssi.proto.Held;
import io.ixi.vm.ssi.proto.Parameters;
import io.ixi.vm.ssi.proto.SsiError;
import io.ixi.vm.ssi.proto.Status;

/** When things begin and end. An end of 0 is no end; ends are the first moment at which something does not count. */
final class Periods {
    private static final long SECOND_MS = 1_000;

    private Periods() {}

    static boolean over(long untilMs, long timeMs) {
        return untilMs != 0 && timeMs >= untilMs;
    }

    static boolean over(Credential credential, long timeMs) {
        return over(credential.getUntilMs(), timeMs);
    }

    static boolean over(Accreditation accreditation, long timeMs) {
        return over(accreditation.getUntilMs(), timeMs);
    }

    static boolean live(Credential credential, long timeMs) {
        return credential.getStatus() == Status.STATUS_ACTIVE && !over(credential, timeMs);
    }

    static boolean live(Held held, long timeMs) {
        return held.getActive() && !over(held.getUntilMs(), timeMs);
    }

    /** Whether an offer waited too long or would be over when accepted. */
    static boolean offerOver(Credential credential, Parameters parameters, long timeMs) {
        return (timeMs - credential.getFromMs()) / SECOND_MS >= parameters.getOfferS() || over(credential, timeMs);
    }

    /** Whether it was issued at most so many seconds ago; 0: at any time. */
    static boolean recent(long fromMs, long maxAgeS, long timeMs) {
        return maxAgeS == 0 || Long.compareUnsigned((timeMs - fromMs) / SECOND_MS, maxAgeS) <= 0;
    }

    /** Throws BAD_PERIOD unless a credential of this type may end then. */
    static void require(CredentialType type, long untilMs, long timeMs) throws RejectedException {
        if (untilMs < 0 || over(untilMs, timeMs)) {
            throw RejectedException.of(SsiError.BAD_PERIOD);
        }
        boolean limited = type.getMaxTtlS() != 0;
        boolean tooLong = untilMs == 0 || Long.compareUnsigned((untilMs - timeMs) / SECOND_MS, type.getMaxTtlS()) > 0;
        if (limited && tooLong) {
            throw RejectedException.of(SsiError.BAD_PERIOD);
        }
    }
}
