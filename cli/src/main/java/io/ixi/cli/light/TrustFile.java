package io.ixi.cli.light;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Validator;
import io.ixi.consensus.types.ValidatorSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A checkpoint: whom a light client came to trust, as a file, so that it need not begin at the genesis again. */
public final class TrustFile {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long MAX_BYTES = 4 << 20;

    private TrustFile() {}

    /** Throws {@link IOException} for what {@link #write} did not write. */
    public static Trust read(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + " is too large");
        }
        try {
            JsonNode json = JSON.readTree(Files.readAllBytes(file));
            List<Validator> validators = new ArrayList<>();
            for (JsonNode validator : json.path("validators")) {
                validators.add(new Validator(
                        hex(validator.path("public_key")),
                        Long.parseLong(validator.path("power").asString(""))));
            }
            ValidatorSet set = new ValidatorSet(
                    Long.parseLong(json.path("epoch").asString("")),
                    Hash.of(hex(json.path("seed")).toArray()),
                    validators);
            return new Trust(Hash.of(hex(json.path("chain")).toArray()), set);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IOException(file + " is no checkpoint: " + e.getMessage(), e);
        }
    }

    /** Replaces the file, or leaves it as it is if that fails. */
    public static void write(Path file, Trust trust) throws IOException {
        ValidatorSet set = trust.validators();
        ObjectNode json = JSON.createObjectNode()
                .put("chain", trust.chain().hex())
                .put("epoch", Long.toString(set.epoch()))
                .put("seed", set.seed().hex());
        ArrayNode validators = json.putArray("validators");
        for (Validator validator : set.validators()) {
            validators
                    .addObject()
                    .put("public_key", validator.publicKey().hex())
                    .put("power", Long.toString(validator.power()));
        }
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.write(beside, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Bytes hex(JsonNode json) {
        return Bytes.wrap(HexFormat.of().parseHex(json.asString("")));
    }
}
