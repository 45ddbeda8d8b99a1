package io.ixi.cli.light;

/** The evidence does not show what it should; whoever gave it erred or lied. */
public final class NotProvenException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Which part fails. */
    public enum Part {
        /** It has not the form of evidence. */
        FORM,
        /** It is about another chain. */
        CHAIN,
        /** It stands on another validator set than the trusted one. */
        VALIDATORS,
        /** A header does not follow the one before. */
        LINKS,
        /** The certificate is not a finalization of the last header. */
        FINALIZATION,
        /** Too few validators signed. */
        QUORUM,
        /** A signature does not hold. */
        SIGNATURE,
        /** A key's proof does not lead to the state root. */
        STATE,
        /** The block does not end an epoch, or the next validators are not all named. */
        HANDOVER,
        /** The answer is not what the proven entries give. */
        ANSWER
    }

    private final Part part;

    NotProvenException(Part part, String what) {
        super(what, null, false, false);
        this.part = part;
    }

    /** The evidence holds, but the answer does not follow from it. */
    public static NotProvenException answer(String what) {
        return new NotProvenException(Part.ANSWER, what);
    }

    /** It is signed by validators of an epoch before the one that the user came to trust. */
    public static NotProvenException old(long epoch, long trusted) {
        return new NotProvenException(
                Part.VALIDATORS, "it is of epoch " + epoch + ", the checkpoint of epoch " + trusted + " is later");
    }

    public Part part() {
        return part;
    }
}
