package io.ixi.node.signer;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Subject;
import io.ixi.node.replica.Signer;
import io.ixi.node.signer.SignerException.Reason;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A key that another process on this machine holds: see {@link SignerServer}. Connects anew after each failure. */
public final class RemoteSigner implements Signer, AutoCloseable {
    private static final long TIMEOUT_NANOS = 250_000_000;

    private final Path socket;
    private @Nullable SocketChannel channel;
    private @Nullable Selector selector;
    private boolean busy;

    private RemoteSigner(Path socket) {
        this.socket = socket;
    }

    /** Connects. Throws {@link SignerException} if no signer answers or another node holds it. */
    public static RemoteSigner connect(Path socket) {
        RemoteSigner signer = new RemoteSigner(socket);
        try {
            signer.where();
            return signer;
        } catch (AwayException e) {
            signer.close();
            if (signer.busy) {
                throw new SignerException(Reason.IN_USE, socket.toString(), String.valueOf(e.getMessage()), e);
            }
            throw new SignerException(
                    Reason.AWAY,
                    socket.toString(),
                    "no signer answers at " + socket + ". Start it with 'ixi node signer', or remove 'signer' from"
                            + " node.toml to keep the key in the node",
                    e);
        }
    }

    @Override
    public Bytes sign(Subject subject) {
        return ask(SignerWire.SIGN, Wire.encode(subject));
    }

    /** The signer has it on disk before it answers. */
    @Override
    public boolean remembersFirst() {
        return true;
    }

    @Override
    public @Nullable String resume(long epoch, long view, List<Subject> cast) {
        Ballots.Place highest = where();
        if (new Ballots.Place(epoch, view).compareTo(highest) < 0) {
            return "the journal is older than this key's last vote: it ends in view " + view + ", and the signer at "
                    + socket + " has voted in view " + highest.view() + ". It looks like a restored backup. This node"
                    + " follows the chain without voting. Put the newest journal back, or restart this node once the"
                    + " chain is past that view";
        }
        return null;
    }

    private Ballots.Place where() {
        ByteBuffer place = ByteBuffer.wrap(ask(SignerWire.WHERE, new byte[0]).toArray());
        if (place.remaining() != 16) {
            throw away(new MalformedException("a place of " + place.remaining() + " bytes"));
        }
        return new Ballots.Place(place.getLong(), place.getLong());
    }

    private Bytes ask(byte kind, byte[] body) {
        SignerWire.Frame answer;
        try {
            SocketChannel connected = channel;
            Selector ready = selector;
            if (connected == null || ready == null) {
                connected = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                channel = connected;
                ready = SignerWire.selector(connected);
                selector = ready;
            }
            SignerWire.write(connected, kind, body);
            answer = SignerWire.read(connected, ready, System.nanoTime() + TIMEOUT_NANOS);
        } catch (IOException | MalformedException e) {
            throw away(e);
        }
        return switch (answer.kind()) {
            case SignerWire.DONE -> answer.body();
            case SignerWire.REFUSED ->
                throw new RefusedException(new String(answer.body().toArray(), StandardCharsets.UTF_8));
            case SignerWire.BUSY -> {
                busy = true;
                close();
                throw new AwayException(
                        "another node uses the signer at " + socket
                                + ". Two holders of one key would sign contradicting votes. Stop the other one first",
                        null);
            }
            default -> throw away(new MalformedException("an answer of kind " + answer.kind()));
        };
    }

    /** An answer that comes late must never be taken for the next one: the connection is given up. */
    private AwayException away(Exception cause) {
        close();
        return new AwayException("the signer at " + socket + " does not answer: " + cause.getMessage(), cause);
    }

    @Override
    public void close() {
        try {
            if (selector != null) {
                selector.close();
            }
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException("closing a local socket", e);
        } finally {
            selector = null;
            channel = null;
        }
    }
}
