package io.ixi.rpc;

import io.ixi.consensus.types.Bytes;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Serves the page over invented blocks, to look at it: {@code PageDemo [port]}. Ends with the input. */
final class PageDemo {
    private PageDemo() {}

    public static void main(String[] args) throws Exception {
        FakeBackend backend = new FakeBackend();
        long[] sequence = {0};
        try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
                RpcServer server =
                        RpcServer.start(RpcConfig.local(args.length > 0 ? Integer.parseInt(args[0]) : 0), backend)) {
            var blocks = clock.scheduleAtFixedRate(
                    () -> {
                        int count = ThreadLocalRandom.current().nextInt(40);
                        for (int i = 0; i < count; i++) {
                            long amount =
                                    i == 3 ? 13 : ThreadLocalRandom.current().nextLong(1_000_000_000L);
                            Bytes transaction = FakeBackend.transaction(
                                    FakeBackend.account(i % 5), FakeBackend.account(5), amount, 1000 + sequence[0]++);
                            backend.send(transaction).join();
                        }
                        backend.finalizeBlock(System.currentTimeMillis());
                    },
                    0,
                    400,
                    TimeUnit.MILLISECONDS);
            System.out.println("http://127.0.0.1:" + server.port() + "/#/account/"
                    + FakeBackend.account(1).text());
            while (System.in.read() >= 0) {
                // until the input ends
            }
            blocks.cancel(false);
        }
    }
}
