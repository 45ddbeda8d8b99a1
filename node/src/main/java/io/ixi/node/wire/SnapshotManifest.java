package io.ixi.node.wire;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.codec.Reader;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.codec.Writer;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.vm.kernel.tree.Part;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot of the state after one block consists of. It proves itself: the parts join to the state root in the
 * first header above the block, and that header leads to one with a finalization.
 *
 * @param modules names of the modules whose state it is, ascending
 * @param block header of the block whose state it is
 * @param above headers above it, ascending by one; the last one is certified
 * @param parts of the state's tree, one per chunk, in the order of their places: a power of two
 */
public record SnapshotManifest(
        List<String> modules, BlockHeader block, List<BlockHeader> above, Certificate finalization, List<Part> parts) {
    private static final int FORMAT = 1;
    private static final int MAX_MODULES = 256;
    private static final int MAX_NAME = 64;
    private static final int EMPTY = 0;
    private static final int LEAF = 1;
    private static final int INNER = 2;

    /** Most headers above the block: certificates are kept about every 64 heights. */
    public static final int MAX_ABOVE = 256;

    /** Most chunks. */
    public static final int MAX_PARTS = 1 << 16;

    public SnapshotManifest {
        modules = List.copyOf(modules);
        above = List.copyOf(above);
        parts = List.copyOf(parts);
    }

    public long height() {
        return block.height();
    }

    /** Bits that the keys' paths of one chunk share. */
    public int depth() {
        return Integer.numberOfTrailingZeros(parts.size());
    }

    /** Root of the whole state. */
    public Hash stateRoot() {
        return above.getFirst().parentStateRoot();
    }

    /** Identity of the content. */
    public Hash hash() {
        return Hash.sha256(encode());
    }

    /** Why this is no snapshot of the chain; null if only the certificate's signatures are left to check. */
    public @Nullable String fault(Hash chain, List<String> ownModules) {
        if (!block.chain().equals(chain)) {
            return "another chain";
        }
        if (!modules.equals(ownModules)) {
            return "other modules: " + modules;
        }
        if (block.height() < 1 || above.isEmpty() || parts.size() > block.height() + 1) {
            return "heights that do not fit";
        }
        BlockHeader last = block;
        for (BlockHeader header : above) {
            if (header.height() != last.height() + 1 || !header.parent().equals(Wire.headerHash(last))) {
                return "headers that are not linked";
            }
            last = header;
        }
        boolean certified = finalization.subject() instanceof Subject.Finalize(Proposal proposal)
                && proposal.payload().equals(Wire.headerHash(last))
                && proposal.epoch() == last.epoch()
                // the block that ends an epoch is proposed again, in later views, until it is final
                && proposal.view() >= last.view();
        if (!certified) {
            return "a certificate of another block";
        }
        return Part.join(parts).hash().equals(stateRoot()) ? null : "parts that do not join to the state root";
    }

    public byte[] encode() {
        Writer out = write(new Writer());
        return out.toByteArray();
    }

    Writer write(Writer out) {
        out.u8(FORMAT).list(modules, (w, name) -> w.bytes(Bytes.wrap(name.getBytes(StandardCharsets.UTF_8))));
        Wire.write(out, block).list(above, Wire::write);
        Wire.write(out, finalization);
        out.u31(parts.size());
        for (Part part : parts) {
            switch (part.kind()) {
                case EMPTY -> out.u8(EMPTY);
                case LEAF -> out.u8(LEAF).hash(part.hash());
                case INNER -> out.u8(INNER).hash(part.hash());
            }
        }
        return out;
    }

    /** Throws {@link MalformedException} and nothing else. */
    public static SnapshotManifest decode(byte[] bytes) {
        return Reader.decode(bytes, SnapshotManifest::read);
    }

    static SnapshotManifest read(Reader in) {
        int format = in.u8();
        if (format != FORMAT) {
            throw new MalformedException("a snapshot of format " + format);
        }
        List<String> modules = in.list(MAX_MODULES, SnapshotManifest::name);
        BlockHeader block = Wire.readBlockHeader(in);
        List<BlockHeader> above = in.list(MAX_ABOVE, Wire::readBlockHeader);
        Certificate finalization = Wire.readCertificate(in);
        int count = in.u31();
        if (count > MAX_PARTS || Integer.bitCount(count) != 1 || in.remaining() < count) {
            throw new MalformedException(count + " parts");
        }
        List<Part> parts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            parts.add(part(in));
        }
        return new SnapshotManifest(modules, block, above, finalization, parts);
    }

    private static String name(Reader in) {
        Bytes bytes = in.bytes(MAX_NAME);
        for (int i = 0; i < bytes.size(); i++) {
            if (bytes.at(i) < 0x20 || bytes.at(i) > 0x7e) {
                throw new MalformedException("a module's name");
            }
        }
        return new String(bytes.toArray(), StandardCharsets.US_ASCII);
    }

    private static Part part(Reader in) {
        int kind = in.u8();
        if (kind == EMPTY) {
            return Part.EMPTY;
        }
        if (kind != LEAF && kind != INNER) {
            throw new MalformedException("a part of kind " + kind);
        }
        Hash hash = in.hash();
        if (hash.equals(Hash.ZERO)) {
            throw new MalformedException("a part without hash");
        }
        return new Part(kind == LEAF ? Part.Kind.LEAF : Part.Kind.INNER, hash);
    }
}
