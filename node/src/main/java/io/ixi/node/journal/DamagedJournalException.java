package io.ixi.node.journal;

/**
 * A record that was durable is not there any more. The validator may have voted in it, so it must not vote again on
 * what is left.
 */
public final class DamagedJournalException extends StorageException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;

    DamagedJournalException(String file, long offset, String what) {
        super(
                Reason.DAMAGED,
                "the journal is damaged: " + file + " at byte " + offset + ": " + what
                        + ". This validator must not vote on what is left: keep a copy of the directory for analysis, check"
                        + " the disk, and restore from a good disk or rejoin with a new key");
        this.file = file;
        this.offset = offset;
    }

    public String file() {
        return file;
    }

    /** Byte in the file where the damage was found. */
    public long offset() {
        return offset;
    }
}
