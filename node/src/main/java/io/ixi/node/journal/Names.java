package io.ixi.node.journal;

/** Names of the journal's files: a kind and a number of 12 digits. */
final class Names {
    private static final String SEGMENT = "segment-";
    private static final String SPARE = "spare-";
    private static final String END = ".ixj";
    private static final int DIGITS = 12;

    private Names() {}

    static String segment(long number) {
        return SEGMENT + digits(number) + END;
    }

    static String spare(long number) {
        return SPARE + digits(number) + END;
    }

    static boolean isSegment(String name) {
        return matches(name, SEGMENT);
    }

    static boolean isSpare(String name) {
        return matches(name, SPARE);
    }

    /** The number in a segment's or spare's name. */
    static long number(String name) {
        int end = name.length() - END.length();
        return Long.parseLong(name.substring(end - DIGITS, end));
    }

    private static boolean matches(String name, String kind) {
        return name.matches(kind + "[0-9]{" + DIGITS + "}\\.ixj");
    }

    private static String digits(long number) {
        String text = Long.toString(number);
        return "0".repeat(DIGITS - text.length()) + text;
    }
}
