package io.ixi.vm.kernel.exec;

/** A transaction or block that the rules refuse. No stack trace: bad input is ordinary. */
public final class RejectedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Rejection rejection;

    public RejectedException(Rejection rejection) {
        super(rejection.name() + ": " + rejection.text(), null, false, false);
        this.rejection = rejection;
    }

    public Rejection rejection() {
        return rejection;
    }
}
