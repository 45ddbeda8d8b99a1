package io.ixi.node.care;

import java.util.List;
import java.util.Locale;

/**
 * One thing that was looked at.
 *
 * @param arguments what the text of the code names
 * @param exitCode for a FATAL finding: what {@code ixi node start} would exit with; else 0
 */
public record Finding(Level level, Code code, List<String> arguments, int exitCode) {
    public Finding {
        arguments = List.copyOf(arguments);
    }

    /** How bad it is. */
    public enum Level {
        /** As it should be. */
        OK,
        /** Unusual, and nothing has to be done. */
        NOTE,
        /** The node starts, but not as its operator may expect. */
        WARNING,
        /** The node does not start. */
        FATAL
    }

    /** What was found. */
    public enum Code {
        CONFIG_BAD,
        CONFIG_OK,
        LOCK_FREE,
        LOCK_HELD,
        DISK_FULL,
        DISK_LOW,
        DISK_OK,
        DISK_UNREADABLE,
        GENESIS_BAD,
        GENESIS_OK,
        KEY_BAD,
        KEY_FOLLOWER,
        KEY_OK,
        KEY_STRANGER,
        JOURNAL_DAMAGED,
        JOURNAL_FOREIGN,
        JOURNAL_LATER,
        JOURNAL_LOST,
        JOURNAL_NONE,
        JOURNAL_OK,
        JOURNAL_TORN,
        JOURNAL_UNREADABLE,
        STORE_BEHIND,
        STORE_DAMAGED,
        STORE_FOREIGN,
        STORE_NONE,
        STORE_OK,
        STORE_REPLACEMENT,
        STORE_UNREADABLE,
        STORE_VERIFIED,
        WATERMARK_AHEAD,
        WATERMARK_BAD,
        WATERMARK_ELSEWHERE,
        WATERMARK_LOST,
        WATERMARK_NONE,
        WATERMARK_OK;

        /** Stable name for machines and texts, like {@code journal.torn}; what is before the dot is the area. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '.');
        }
    }

    static Finding ok(Code code, Object... arguments) {
        return of(Level.OK, 0, code, arguments);
    }

    static Finding note(Code code, Object... arguments) {
        return of(Level.NOTE, 0, code, arguments);
    }

    static Finding warning(Code code, Object... arguments) {
        return of(Level.WARNING, 0, code, arguments);
    }

    static Finding fatal(int exitCode, Code code, Object... arguments) {
        return of(Level.FATAL, exitCode, code, arguments);
    }

    private static Finding of(Level level, int exitCode, Code code, Object... arguments) {
        return new Finding(
                level, code, List.of(arguments).stream().map(String::valueOf).toList(), exitCode);
    }
}
