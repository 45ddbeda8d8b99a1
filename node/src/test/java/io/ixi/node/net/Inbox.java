package io.ixi.node.net;

import io.ixi.consensus.types.Bytes;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A listener that keeps what arrives. */
final class Inbox implements Transport.Listener {
    record Message(int peer, Channel channel, Bytes bytes) {}

    final List<String> links = new CopyOnWriteArrayList<>();
    final List<Message> messages = new CopyOnWriteArrayList<>();
    final AtomicLong bytes = new AtomicLong();
    /** Run for every message. */
    volatile Runnable answer = () -> {};

    @Override
    public void connected(int peer) {
        links.add("+" + peer);
    }

    @Override
    public void disconnected(int peer) {
        links.add("-" + peer);
    }

    @Override
    public void received(int peer, Channel channel, byte[] message) {
        bytes.addAndGet(message.length);
        messages.add(new Message(peer, channel, Bytes.wrap(message)));
        answer.run();
    }

    List<Message> from(int peer) {
        return messages.stream().filter(m -> m.peer() == peer).toList();
    }
}
