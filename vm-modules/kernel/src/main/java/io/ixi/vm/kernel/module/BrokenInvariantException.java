package io.ixi.vm.kernel.module;

/**
 * The state contradicts itself: a defect of the rules or of the disk. The node stops before it commits anything more.
 */
public final class BrokenInvariantException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BrokenInvariantException(String message) {
        super(message);
    }
}
