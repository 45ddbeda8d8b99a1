package io.ixi.node.provider;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.crypto.MlDsaVerifier;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.crypto.SigningKey;
import io.ixi.vm.repositorium.storage.ShardTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * How shards travel: {@code PUT} and {@code GET /v1/shards/BLOB/N}. The header {@code IXI-Auth} says who asks: "scheme
 * time key signature", ML-DSA over SHA-256 of method, path, provider and time. Bytes are checked against roots that
 * the chain holds, and encrypted before they leave the client, so plain HTTP gives nothing away but sizes.
 */
final class ShardCalls implements AutoCloseable {
    static final String HEADER = "IXI-Auth";
    static final String PATH = "/v1/shards/";

    /** Most that the clocks of client and provider may differ. */
    static final long SKEW_MS = 60_000;

    private static final byte[] CONTEXT = "IXI-shard-v1".getBytes(StandardCharsets.US_ASCII);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final SigningKey key;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    ShardCalls(SigningKey key) {
        this.key = key;
    }

    private static byte[] message(String method, String path, Address provider, long timeMs) {
        return Hash.sha256((method + "\n" + path + "\n" + provider.text() + "\n" + timeMs)
                        .getBytes(StandardCharsets.UTF_8))
                .toBytes();
    }

    private String auth(String method, String path, Address provider) {
        long now = System.currentTimeMillis();
        byte[] signature = key.sign(CONTEXT, message(method, path, provider, now), new byte[SigningKey.SEED_BYTES]);
        Base64.Encoder base64 = Base64.getEncoder();
        return key.scheme().number() + " " + now + " "
                + base64.encodeToString(key.publicKey().toArray()) + " " + base64.encodeToString(signature);
    }

    /** Who signed this request; empty if nobody did. Total. */
    static Optional<Address> caller(String header, String method, String path, Address provider, long nowMs) {
        String[] parts = header.split(" ", -1);
        if (parts.length != 4 || !parts[0].matches("[0-9]{1,3}") || !parts[1].matches("[0-9]{1,15}")) {
            return Optional.empty();
        }
        long time = Long.parseLong(parts[1]);
        Scheme scheme = null;
        for (Scheme known : Scheme.values()) {
            scheme = known.number() == Integer.parseInt(parts[0]) ? known : scheme;
        }
        if (scheme == null || Math.abs(nowMs - time) > SKEW_MS) {
            return Optional.empty();
        }
        try {
            byte[] publicKey = Base64.getDecoder().decode(parts[2]);
            byte[] signature = Base64.getDecoder().decode(parts[3]);
            boolean fits = publicKey.length == scheme.publicKeyBytes() && signature.length == scheme.signatureBytes();
            byte[] signed = message(method, path, provider, time);
            return fits && MlDsaVerifier.verify(scheme, publicKey, CONTEXT, signed, signature)
                    ? Optional.of(Address.of(scheme.number(), Bytes.wrap(publicKey)))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String path(ShardStore.Name name) {
        return PATH + name.text().replace('-', '/');
    }

    private static URI uri(String endpoint, String path) throws IOException {
        try {
            return URI.create(
                    endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) + path : endpoint + path);
        } catch (IllegalArgumentException e) {
            throw new IOException("not an address: " + endpoint, e);
        }
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body) throws IOException {
        try {
            return http.send(request, body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }

    void put(String endpoint, Address provider, ShardStore.Name name, Path shard) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(uri(endpoint, path(name)))
                .timeout(PATIENCE)
                .header(HEADER, auth("PUT", path(name), provider))
                .PUT(HttpRequest.BodyPublishers.ofFile(shard))
                .build();
        HttpResponse<String> answer = send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 204) {
            throw new IOException(endpoint + " answers " + answer.statusCode() + " " + answer.body());
        }
    }

    /** Gets a shard into a file and checks it against its root; IOException if it is anything else. */
    void get(String endpoint, Address provider, ShardStore.Name name, long bytes, Hash root, Path to)
            throws IOException {
        HttpRequest request = HttpRequest.newBuilder(uri(endpoint, path(name)))
                .timeout(PATIENCE)
                .header(HEADER, auth("GET", path(name), provider))
                .GET()
                .build();
        HttpResponse<InputStream> answer = send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream in = answer.body();
                OutputStream out = Files.newOutputStream(to)) {
            if (answer.statusCode() != 200) {
                throw new IOException(endpoint + " answers " + answer.statusCode());
            }
            ShardTree tree = new ShardTree();
            byte[] chunk = new byte[ShardTree.CHUNK_BYTES];
            for (long left = bytes; left > 0; ) {
                int length = in.readNBytes(chunk, 0, (int) Math.min(left, chunk.length));
                if (length == 0 || length % ShardTree.LEAF_BYTES != 0) {
                    throw new IOException(endpoint + " sends less than a shard");
                }
                tree.add(chunk, length);
                out.write(chunk, 0, length);
                left -= length;
            }
            if (!tree.root().equals(root)) {
                throw new IOException(endpoint + " sends another shard");
            }
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
