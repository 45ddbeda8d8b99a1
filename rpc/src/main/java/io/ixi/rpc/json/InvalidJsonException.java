package io.ixi.rpc.json;

/** JSON from outside that does not fit. Has no stack trace: bad input is ordinary. */
public final class InvalidJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String path;
    private final String problem;

    /**
     * @param path where, like {@code messages[0].to}; empty is the whole value
     * @param problem what is wrong and what is expected
     */
    public InvalidJsonException(String path, String problem) {
        super(path.isEmpty() ? problem : path + ": " + problem, null, false, false);
        this.path = path;
        this.problem = problem;
    }

    public String path() {
        return path;
    }

    public String problem() {
        return problem;
    }
}
