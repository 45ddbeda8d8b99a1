package io.ixi.node;

/** The software's version. */
public final class Version {
    /** As released; "dev" when not run from a jar. */
    public static final String TEXT = read();

    private Version() {}

    private static String read() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
