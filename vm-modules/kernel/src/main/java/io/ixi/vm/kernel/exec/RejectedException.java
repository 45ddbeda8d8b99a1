package io.ixi.vm.kernel.exec;

import com.google.protobuf.ProtocolMessageEnum;

/** A transaction or block that the rules refuse. No stack trace: bad input is ordinary. */
public final class RejectedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Rejection rejection;

    public RejectedException(Rejection rejection) {
        super(rejection.name() + ": " + rejection.text(), null, false, false);
        this.rejection = rejection;
    }

    /** @param error a value of an enum whose name ends in Error */
    public static RejectedException of(ProtocolMessageEnum error) {
        return new RejectedException(Rejection.of(error));
    }

    /** @param detail what exactly, appended to the text */
    public static RejectedException of(ProtocolMessageEnum error, String detail) {
        Rejection rejection = Rejection.of(error);
        return new RejectedException(
                new Rejection(rejection.code(), rejection.name(), rejection.text() + " (" + detail + ")"));
    }

    public Rejection rejection() {
        return rejection;
    }
}
