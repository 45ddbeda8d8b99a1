package io.ixi.rpc;

import io.ixi.consensus.types.Bytes;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Prints how many ixi_sendTransaction calls per second one connection carries, without a node behind them. */
final class RpcBenchmark {
    private static final int BATCH = 100;
    private static final int ROUNDS = 150;

    private RpcBenchmark() {}

    public static void main(String[] args) throws Exception {
        Bytes bytes = FakeBackend.transaction(FakeBackend.account(1), FakeBackend.account(2), 5, 1);
        String hex = bytes.hex();
        String base64 = Base64.getEncoder().encodeToString(bytes.toArray());
        try (RpcServer server = RpcServer.start(RpcConfig.local(0).withRates(RpcConfig.Rates.NONE), new FakeBackend());
                Client client = new Client(server.port())) {
            for (int round = 0; round < 3; round++) {
                run(client, "hex", hex);
                run(client, "base64", base64);
            }
        }
    }

    private static void run(Client client, String encoding, String transaction) throws Exception {
        String call = Client.request(
                1,
                "ixi_sendTransaction",
                "{\"transaction\":\"" + transaction + "\",\"encoding\":\"" + encoding + "\"}");
        String batch = IntStream.range(0, BATCH).mapToObj(i -> call).collect(Collectors.joining(",", "[", "]"));
        long start = System.nanoTime();
        for (int i = 0; i < ROUNDS; i++) {
            if (!client.post(batch).body().contains("accepted")) {
                throw new AssertionError("not accepted");
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.println(encoding + ": " + Math.round(BATCH * ROUNDS / seconds) + " transactions/s in batches of "
                + BATCH + ", " + batch.length() / BATCH + " bytes each");
    }
}
