package io.ixi.node.genesis;

import com.google.protobuf.Message;
import io.ixi.node.config.ConfigException;
import io.ixi.rpc.json.InvalidJsonException;
import io.ixi.rpc.json.ProtoJson;
import io.ixi.vm.kernel.module.ModuleSpec;
import io.ixi.vm.kernel.module.Registry;
import io.ixi.vm.kernel.proto.Genesis;
import io.ixi.vm.kernel.proto.ModuleGenesis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code genesis.json}: the fields of {@code ixi.kernel.v1.Genesis}, with {@code modules} as an object from a module's
 * name to its GenesisState. The file's spelling does not matter to the chain's identity, its values do.
 */
public final class GenesisFile {
    private static final String MODULES = "modules";
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private GenesisFile() {}

    /** Reads and checks the file. Throws {@link ConfigException} naming what is wrong. */
    public static Genesis read(Path file, Registry registry) {
        try {
            return parse(Files.readString(file), registry);
        } catch (NoSuchFileException e) {
            throw new ConfigException(
                    "There is no genesis file at " + file + ": copy the network's genesis.json there.", e);
        } catch (IOException e) {
            throw new ConfigException("Cannot read the genesis file " + file + ": " + e.getMessage(), e);
        } catch (InvalidJsonException | JacksonException e) {
            throw new ConfigException("The genesis file " + file + " is not valid: " + e.getMessage(), e);
        }
    }

    static Genesis parse(String json, Registry registry) throws InvalidJsonException {
        if (!(MAPPER.readTree(json) instanceof ObjectNode tree)) {
            throw new ConfigException("The genesis is not a JSON object.");
        }
        JsonNode modules = tree.remove(MODULES);
        Genesis.Builder genesis =
                ((Genesis) ProtoJson.fromJson(tree, Genesis.getDefaultInstance(), "genesis")).toBuilder();
        if (modules instanceof ObjectNode states) {
            for (ModuleSpec module : registry.modules()) {
                JsonNode state = states.remove(module.name());
                if (state != null) {
                    Message value = ProtoJson.fromJson(state, module.genesis(), "genesis.modules." + module.name());
                    genesis.addModules(
                            ModuleGenesis.newBuilder().setModule(module.name()).setState(value.toByteString()));
                }
            }
            if (!states.isEmpty()) {
                throw new ConfigException("The genesis names modules that do not exist: " + states.propertyNames());
            }
        }
        return genesis.build();
    }

    /** The file's text. */
    public static String print(Genesis genesis, Registry registry) {
        ObjectNode tree = ProtoJson.toJson(genesis.toBuilder().clearModules());
        ObjectNode modules = MAPPER.createObjectNode();
        for (ModuleGenesis module : genesis.getModulesList()) {
            ModuleSpec spec = registry.module(module.getModule())
                    .orElseThrow(() -> new IllegalArgumentException("no module " + module.getModule()));
            try {
                modules.set(
                        module.getModule(),
                        ProtoJson.toJson(spec.genesis().getParserForType().parseFrom(module.getState())));
            } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                throw new IllegalArgumentException("state of module " + module.getModule(), e);
            }
        }
        tree.set(MODULES, modules);
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n";
    }
}
