package io.ixi.rpc.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.rpc.FakeBackend;
import io.ixi.rpc.call.Subscriber;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Many who come back at once. */
class ReplayTest {
    /** Takes nothing until it is let go. */
    private static final class Stuck implements Subscriber {
        private final CountDownLatch go;

        Stuck(CountDownLatch go) {
            this.go = go;
        }

        @Override
        public void push(String message) {}

        @Override
        public void pushPatiently(String message) {
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public boolean isOpen() {
            return true;
        }
    }

    private static final class Quick implements Subscriber {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        @Override
        public void push(String message) {
            heard.add(message);
        }

        @Override
        public void pushPatiently(String message) {
            heard.add(message);
        }

        @Override
        public boolean isOpen() {
            return true;
        }
    }

    @Test
    void whoReadsSlowlyHoldsUpNobodyElse() throws Exception {
        FakeBackend backend = new FakeBackend();
        for (int i = 1; i <= 3; i++) {
            backend.finalizeBlock(FakeBackend.START_MS + i);
        }
        CountDownLatch go = new CountDownLatch(1);
        try (Feed feed = new Feed(backend, new View(backend.registry()), 64)) {
            for (int i = 0; i < 20; i++) {
                feed.subscribe(
                        new Stuck(go), Topic.NEW_BLOCKS, Cursor.afterBlock(0), CompletableFuture.completedFuture(null));
            }
            Quick quick = new Quick();
            feed.subscribe(quick, Topic.NEW_BLOCKS, Cursor.afterBlock(0), CompletableFuture.completedFuture(null));
            for (int i = 1; i <= 3; i++) {
                assertThat(quick.heard.poll(30, TimeUnit.SECONDS)).contains("\"cursor\":\"" + i + "\"");
            }
        } finally {
            go.countDown();
        }
    }

    @Test
    void whatHappensBetweenTheCallAndItsAnswerIsToldAfterTheAnswer() throws Exception {
        FakeBackend backend = new FakeBackend();
        backend.finalizeBlock(FakeBackend.START_MS + 1);
        try (Feed feed = new Feed(backend, new View(backend.registry()), 64)) {
            Quick first = new Quick();
            feed.subscribe(first, Topic.NEW_BLOCKS, null, CompletableFuture.completedFuture(null));
            Quick quick = new Quick();
            CompletableFuture<Void> answered = new CompletableFuture<>();
            feed.subscribe(quick, Topic.NEW_BLOCKS, null, answered);
            for (int i = 2; i <= 3; i++) {
                backend.finalizeBlock(FakeBackend.START_MS + i);
                assertThat(first.heard.poll(30, TimeUnit.SECONDS)).contains("\"cursor\":\"" + i + "\"");
            }
            assertThat(quick.heard).isEmpty();
            answered.complete(null);
            backend.finalizeBlock(FakeBackend.START_MS + 4);
            for (int i = 2; i <= 4; i++) {
                assertThat(quick.heard.poll(30, TimeUnit.SECONDS)).contains("\"cursor\":\"" + i + "\"");
            }
        }
    }
}
