package io.ixi.consensus.codec;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.consensus.types.Vote;
import java.util.List;
import org.junit.jupiter.api.Test;

class WireTest {
    private static final Subject NULLIFY = new Subject.Nullify(0, 1);
    private static final Bytes NULLIFY_BYTES = Bytes.wrap(Wire.encode(NULLIFY));

    private static Writer nullify() {
        return new Writer().raw(NULLIFY_BYTES);
    }

    private static void rejected(Writer bytes, String why) {
        assertThatThrownBy(() -> Wire.decodeCertificate(bytes.toByteArray()))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(why);
    }

    @Test
    void certificateWithoutSignersIsRejected() {
        rejected(nullify().u8(0), "bitmap of 0");
        rejected(nullify().u8(1).u8(0), "not minimal");
    }

    @Test
    void certificateWithPaddedBitmapIsRejected() {
        rejected(nullify().u8(2).u8(1).u8(0).bytes(Bytes.fromHex("01")), "not minimal");
    }

    @Test
    void certificateWithOverlongBitmapIsRejected() {
        rejected(nullify().u8(26).raw(Bytes.wrap(new byte[26])), "bitmap of 26");
    }

    @Test
    void certificateWithFewerSignaturesThanSignersIsRejected() {
        rejected(nullify().u8(1).u8(3).bytes(Bytes.fromHex("01")), "truncated");
    }

    @Test
    void oversizedAndEmptySignaturesAreRejected() {
        rejected(nullify().u8(1).u8(1).bytes(Bytes.wrap(new byte[Wire.MAX_SIGNATURE_BYTES + 1])), "limit 4627");
        rejected(nullify().u8(1).u8(1).bytes(Bytes.EMPTY), "empty signature");
    }

    @Test
    void viewsOutOfOrderAreRejectedAsMalformed() {
        byte[] parentAtView = new Writer().u63(0).u63(5).u63(5).hash(Hash.ZERO).toByteArray();
        assertThatThrownBy(() -> Wire.decodeProposal(parentAtView)).isInstanceOf(MalformedException.class);
        byte[] viewZero = new Writer().u8(2).u63(0).u63(0).toByteArray();
        assertThatThrownBy(() -> Wire.decodeSubject(viewZero)).isInstanceOf(MalformedException.class);
    }

    @Test
    void oneKeyTwiceInASetIsRejected() {
        Writer set = new Writer().u63(0).hash(Hash.ZERO).u31(2);
        set.bytes(Bytes.fromHex("aa")).u63(1).bytes(Bytes.fromHex("aa")).u63(1);
        assertThatThrownBy(() -> Wire.decodeValidatorSet(set.toByteArray()))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("same key");
    }

    @Test
    void encoderRefusesWhatTheDecoderWould() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Wire.encode(new Vote(NULLIFY, ValidatorSet.MAX, Bytes.fromHex("01"))));
        assertThatIllegalArgumentException().isThrownBy(() -> Wire.encode(new Vote(NULLIFY, 0, Bytes.EMPTY)));
        assertThatIllegalArgumentException().isThrownBy(() -> Wire.encode(new Certificate(NULLIFY, List.of())));
    }
}
