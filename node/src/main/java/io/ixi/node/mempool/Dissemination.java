package io.ixi.node.mempool;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.codec.Reader;
import io.ixi.consensus.codec.Writer;
import io.ixi.consensus.types.Bytes;
import io.ixi.node.net.Channel;
import io.ixi.node.net.Transport;
import io.ixi.vm.kernel.tx.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * Sends accepted transactions to every other peer, several in a message. They do not send them on: in a full
 * mesh every transaction crosses each link once, and again after a reconnection. What is dropped is made up for when a
 * block names what is missing.
 */
final class Dissemination {
    /** Most transactions in one message. */
    private static final int MAX_COUNT = 1_024;

    private final Transport transport;
    private final int me;
    private final IntSupplier peers;
    private final MempoolLimits limits;
    private final Workers workers;
    private List<Bytes> waiting = new ArrayList<>();
    private int bytes;

    Dissemination(Transport transport, int me, IntSupplier peers, MempoolLimits limits, Workers workers) {
        this.transport = transport;
        this.me = me;
        this.peers = peers;
        this.limits = limits;
        this.workers = workers;
    }

    /** Any thread. */
    synchronized void add(Bytes transaction) {
        if (waiting.isEmpty()) {
            workers.after(limits.lingerMs(), this::flush);
        }
        waiting.add(transaction);
        bytes += transaction.size();
        if (bytes >= limits.messageBytes() || waiting.size() == MAX_COUNT) {
            send();
        }
    }

    /** Sends all of these to one validator, as far as its queue takes them. */
    void sendTo(int peer, List<Bytes> transactions) {
        List<Bytes> message = new ArrayList<>();
        int size = 0;
        for (Bytes transaction : transactions) {
            message.add(transaction);
            size += transaction.size();
            if (size >= limits.messageBytes() || message.size() == MAX_COUNT) {
                transport.send(peer, Channel.TRANSACTION, encode(message));
                message.clear();
                size = 0;
            }
        }
        if (!message.isEmpty()) {
            transport.send(peer, Channel.TRANSACTION, encode(message));
        }
    }

    private synchronized void flush() {
        send();
    }

    private void send() {
        if (waiting.isEmpty()) {
            return;
        }
        byte[] message = encode(waiting);
        waiting = new ArrayList<>();
        bytes = 0;
        int numbers = peers.getAsInt();
        for (int peer = 0; peer < numbers; peer++) {
            if (peer != me) {
                transport.send(peer, Channel.TRANSACTION, message);
            }
        }
    }

    static byte[] encode(List<Bytes> transactions) {
        return new Writer().list(transactions, Writer::bytes).toByteArray();
    }

    /** Throws {@link MalformedException}. */
    static List<Bytes> decode(byte[] message) {
        return Reader.decode(message, in -> in.list(MAX_COUNT, item -> item.bytes(Tx.MAX_BYTES)));
    }
}
