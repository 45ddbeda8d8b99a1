package io.ixi.cli;

import java.util.stream.Collectors;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in the user's language what is wrong with a command line. */
final class Usage {
    private Usage() {}

    static String explain(Terminal terminal, ParameterException failure) {
        if (failure instanceof UnmatchedArgumentException unmatched) {
            return terminal.text("usage.unknown", String.join(" ", unmatched.getUnmatched()));
        }
        if (failure instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            return terminal.text(
                    "usage.missing",
                    missing.getMissing().stream().map(Usage::name).collect(Collectors.joining(", ")));
        }
        if (failure.getArgSpec() != null && failure.getValue() != null) {
            return terminal.text("usage.value", failure.getValue(), name(failure.getArgSpec()));
        }
        return String.valueOf(failure.getMessage());
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }
}
