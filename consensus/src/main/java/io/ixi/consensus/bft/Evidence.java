package io.ixi.consensus.bft;

import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Vote;

/** Which pairs of signed votes no honest validator casts. Rule R14. */
public final class Evidence {
    private Evidence() {}

    /**
     * Two votes of one signer in one view and epoch: different Notarize subjects, different Finalize subjects, or
     * Nullify with Finalize. Signatures are not compared: one subject may be signed twice.
     */
    public static boolean conflict(Vote a, Vote b) {
        Subject x = a.subject();
        Subject y = b.subject();
        if (a.signer() != b.signer() || x.view() != y.view() || x.epoch() != y.epoch()) {
            return false;
        }
        return switch (x) {
            case Subject.Notarize n -> y instanceof Subject.Notarize && !n.equals(y);
            case Subject.Nullify _ -> y instanceof Subject.Finalize;
            case Subject.Finalize f -> y instanceof Subject.Nullify || (y instanceof Subject.Finalize && !f.equals(y));
        };
    }
}
