package io.ixi.zkp.circuit;

/**
 * Four field elements inside a circuit: a secret of the prover or a digest. While a gate or a later hash needs it, it
 * stands in a register.
 */
public final class Word implements Source {
    /** The block whose digest this is, or -1 for a secret. */
    final int block;
    /** The position of a secret's first element in the vector of secrets, or -1 for a digest. */
    final int secret;

    private int firstUse = Integer.MAX_VALUE;
    private int lastUse = -1;
    /** How often a hash takes the word in, other than as the digest of the block before. */
    private int absorbed;

    private boolean gated;
    private int register = -1;

    private Word(int block, int secret) {
        this.block = block;
        this.secret = secret;
    }

    static Word digest(int block) {
        return new Word(block, -1);
    }

    static Word secret(int first) {
        return new Word(-1, first);
    }

    /** The element in {@code lane}, 0..3. */
    public Linear at(int lane) {
        if (lane < 0 || lane > 3) {
            throw new IndexOutOfBoundsException(lane);
        }
        return Linear.of(this, lane);
    }

    /** The first block in which the word can stand in a register. */
    int available() {
        return block + 1;
    }

    void absorbIn(int inBlock) {
        absorbed++;
        use(inBlock);
    }

    void gateIn(int inBlock) {
        gated = true;
        use(inBlock);
    }

    private void use(int inBlock) {
        firstUse = Math.min(firstUse, inBlock);
        lastUse = Math.max(lastUse, inBlock);
    }

    /** A secret that one hash takes in and nothing else needs goes into the state without a register. */
    boolean isInline() {
        return secret >= 0 && !gated && absorbed == 1;
    }

    boolean needsRegister() {
        return lastUse >= 0 && !isInline();
    }

    /** Whether the first block in which the word is alive is known: that of a digest, or of a secret with a use. */
    boolean isPlaced() {
        return block >= 0 || lastUse >= 0;
    }

    int from() {
        return block >= 0 ? available() : firstUse;
    }

    int until() {
        return lastUse;
    }

    void assign(int toRegister) {
        register = toRegister;
    }

    int register() {
        return register;
    }
}
