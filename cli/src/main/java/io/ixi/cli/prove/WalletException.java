package io.ixi.cli.prove;

/** The wallet cannot do what it was asked to. */
public final class WalletException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Why. */
    public enum Reason {
        /** The notes do not hold so much. */
        SHORT,
        /** Two notes are spent at a time, and no two hold so much: pay yourself first. */
        TOO_MANY_NOTES,
        /** A text is no shielded address. */
        BAD_ADDRESS,
        /** A file is no credential, list of credentials or record. */
        BAD_FILE,
        /** The credential is not in the issuer's list: another list, or revoked. */
        NOT_ISSUED,
        /** The credential is another holder's. */
        NOT_HOLDER,
        /** No issuer published this list for the verifier's type. */
        NOT_PUBLISHED,
        /** The credential does not have what the verifier asks for. */
        NOT_SHOWN,
        /** The series asks for numbers between other bounds. */
        OUT_OF_BOUNDS,
        /** The records at hand are not those that the series has. */
        OTHER_RECORDS
    }

    private final Reason reason;

    public WalletException(Reason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
