package io.ixi.cli.light;

import com.google.protobuf.InvalidProtocolBufferException;
import io.ixi.cli.light.NotProvenException.Part;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Validator;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.vm.economy.staking.proto.Epoch;
import io.ixi.vm.economy.staking.proto.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * Reads the validators of the next epoch from entries of the staking module's state, as its proto describes them: key 4
 * 8 is the running epoch; 4 7, the epoch's parity and a big-endian index of two bytes are the members of its set.
 */
final class NextSet {
    private static final byte MODULE = 4;
    private static final byte MEMBER = 7;
    private static final byte EPOCH = 8;

    private NextSet() {}

    /**
     * @param last header of the block that ends an epoch
     * @param entries proven, of the state before it
     */
    static ValidatorSet read(BlockHeader last, NavigableMap<Bytes, Optional<Bytes>> entries) throws NotProvenException {
        try {
            Epoch epoch = Epoch.parseFrom(value(entries, MODULE, EPOCH));
            if (epoch.getNumber() != last.epoch() || epoch.getLastHeight() != last.height()) {
                throw new NotProvenException(Part.HANDOVER, "block " + last.height() + " does not end an epoch");
            }
            long next = epoch.getNumber() + 1;
            int size = epoch.getUpcoming();
            if (size < 1 || size > ValidatorSet.MAX) {
                throw new NotProvenException(Part.HANDOVER, "a set of " + size + " validators");
            }
            List<Validator> validators = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                byte[] value = value(entries, MODULE, MEMBER, (byte) (next & 1), (byte) (i >> 8), (byte) i);
                Member member = Member.parseFrom(value);
                validators.add(new Validator(Bytes.wrap(member.getPublicKey().toByteArray()), member.getPower()));
            }
            return new ValidatorSet(next, Wire.headerHash(last), validators);
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new NotProvenException(Part.HANDOVER, "no set of validators: " + e.getMessage());
        }
    }

    private static byte[] value(NavigableMap<Bytes, Optional<Bytes>> entries, byte... key) throws NotProvenException {
        Bytes wanted = Bytes.copyOf(key);
        Optional<Bytes> value = entries.get(wanted);
        if (value == null || value.isEmpty()) {
            throw new NotProvenException(Part.HANDOVER, "the entry " + wanted.hex() + " is missing");
        }
        return value.get().toArray();
    }
}
