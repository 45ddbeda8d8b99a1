package io.ixi.cli.prove;

import com.google.protobuf.Message;
import io.ixi.cli.RpcException;
import java.io.IOException;

/** A node that answers queries of modules. */
@FunctionalInterface
public interface Asks {
    /** IOException: no answer. */
    <R extends Message> R ask(String path, Message params, R result) throws IOException, RpcException;
}
