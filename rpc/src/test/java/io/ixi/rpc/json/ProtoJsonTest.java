package io.ixi.rpc.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Hash;
import io.ixi.rpc.sample.BalanceQuery;
import io.ixi.rpc.sample.Colour;
import io.ixi.rpc.sample.Everything;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtoJsonTest {
    private static final Hash HASH = Hash.sha256(new byte[] {1});
    private static final String ADDRESS = new Address(HASH).text();

    @Test
    void everyKindOfFieldHasItsForm() {
        Everything message = Everything.newBuilder()
                .setU32(-1)
                .setI32(-5)
                .setU64(-1)
                .setI64(-7)
                .setFlag(true)
                .setText("héé")
                .setRaw(ByteString.copyFrom(new byte[] {(byte) 0xAB, 1}))
                .setAmount(ByteString.copyFrom(Amount.MAX.toBytes().toArray()))
                .setAddress(ByteString.copyFrom(HASH.toBytes()))
                .setHash(ByteString.copyFrom(HASH.toBytes()))
                .setTime(1_760_000_000_000L)
                .setColour(Colour.COLOUR_GREEN)
                .addNumbers(3)
                .addNested(Everything.newBuilder().setRight(2))
                .setLeft("l")
                .build();
        assertThat(Json.text(ProtoJson.toJson(message)))
                .isEqualTo(
                        "{\"u32\":4294967295,\"i32\":-5,\"u64\":\"18446744073709551615\",\"i64\":\"-7\",\"flag\":true,"
                                + "\"text\":\"héé\",\"raw\":\"ab01\",\"amount\":\"340282366920938463463374607431768211455\","
                                + "\"address\":\"" + ADDRESS + "\",\"hash\":\"" + HASH.hex() + "\","
                                + "\"time\":\"1760000000000\",\"colour\":\"COLOUR_GREEN\",\"numbers\":[\"3\"],"
                                + "\"nested\":[{\"u32\":0,\"i32\":0,\"u64\":\"0\",\"i64\":\"0\",\"flag\":false,\"text\":\"\","
                                + "\"raw\":\"\",\"amount\":\"0\",\"time\":\"0\",\"colour\":\"COLOUR_NONE\",\"numbers\":[],"
                                + "\"nested\":[],\"right\":2}],\"left\":\"l\"}");
    }

    @Property
    void whatIsWrittenReadsBack(@ForAll("messages") Everything message) throws InvalidJsonException {
        String text = Json.text(ProtoJson.toJson(message));
        assertThat(ProtoJson.fromJson(Json.read(text), Everything.getDefaultInstance()))
                .isEqualTo(message);
    }

    @Property
    void anyTextIsReadOrRefusedAndNothingElse(@ForAll String text) {
        try {
            ProtoJson.fromJson(Json.read(text), Everything.getDefaultInstance());
        } catch (InvalidJsonException e) {
            assertThat(e.problem()).isNotEmpty();
        }
    }

    @Property
    void anyStringInAnyFieldIsReadOrRefusedWithThePath(@ForAll String value, @ForAll("names") String name) {
        try {
            ProtoJson.fromJson(Json.object().put(name, value), Everything.getDefaultInstance());
        } catch (InvalidJsonException e) {
            assertThat(e.path()).isEqualTo(name);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"nope\":1}|nope: unknown field",
                "{\"u32\":\"1\"}|u32: expected a whole number, not a string",
                "{\"u32\":-1}|u32: out of range: 0 to 4294967295",
                "{\"u32\":4294967296}|u32: out of range",
                "{\"u32\":1.5}|u32: expected a whole number",
                "{\"i32\":2147483648}|i32: out of range",
                "{\"u64\":5}|u64: expected a decimal string like \"5\", not a number",
                "{\"u64\":\"05\"}|u64: expected decimal digits without leading zeros",
                "{\"u64\":\"18446744073709551616\"}|u64: out of range",
                "{\"u64\":\"-1\"}|u64: expected decimal digits",
                "{\"i64\":\"9223372036854775808\"}|i64: out of range",
                "{\"flag\":\"true\"}|flag: expected true or false, not a string",
                "{\"flag\":null}|flag: expected true or false, not null",
                "{\"text\":\"123456789\"}|text: 9 bytes, at most 8",
                "{\"text\":\"ééééé\"}|text: 10 bytes, at most 8",
                "{\"text\":\"\\ud800\"}|text: not valid Unicode",
                "{\"raw\":\"0102030405\"}|raw: 5 bytes, at most 4",
                "{\"raw\":\"AB\"}|raw: expected lower-case hex digits",
                "{\"raw\":\"0x01\"}|raw: expected lower-case hex digits",
                "{\"raw\":\"abc\"}|raw: expected lower-case hex digits",
                "{\"amount\":\"340282366920938463463374607431768211456\"}|amount: expected decimal digits",
                "{\"amount\":\"-1\"}|amount: expected decimal digits",
                "{\"amount\":\"01\"}|amount: expected decimal digits",
                "{\"amount\":1}|amount: expected a decimal string of base units",
                "{\"address\":\"ixi1qqqq\"}|address: not an address",
                "{\"address\":\"\"}|address: not an address",
                "{\"hash\":\"00\"}|hash: expected 64 hex digits, not 2",
                "{\"colour\":\"BLUE\"}|colour: expected one of COLOUR_NONE, COLOUR_GREEN",
                "{\"numbers\":\"1\"}|numbers: expected an array, not a string",
                "{\"numbers\":[\"1\",\"2\",\"3\",\"4\"]}|numbers: 4 items, at most 3",
                "{\"numbers\":[\"1\",2]}|numbers[1]: expected a decimal string",
                "{\"nested\":[{\"nested\":[{\"u32\":true}]}]}|nested[0].nested[0].u32: expected a whole number",
                "{\"left\":\"a\",\"right\":1}|right: only one of the fields of choice may be set",
                "{\"single\":[]}|single: expected an object, not an array",
                "[]|expected an object, not an array",
                "{\"u32\":1,\"u32\":2}|uplicate",
            })
    void whatDoesNotFitIsRefusedWithItsPath(String json, String problem) {
        assertThatThrownBy(() -> ProtoJson.fromJson(Json.read(json), Everything.getDefaultInstance()))
                .isInstanceOf(InvalidJsonException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void anAddressThatIsNotOptionalMustBeGiven() {
        assertThatThrownBy(() -> ProtoJson.fromJson(Json.object(), BalanceQuery.getDefaultInstance()))
                .isInstanceOf(InvalidJsonException.class)
                .hasMessage("account: is required");
    }

    @Test
    void textFromACommandLineBecomesTheFieldsJson() throws InvalidJsonException {
        var type = Everything.getDescriptor();
        assertThat(ProtoJson.fromText(type.findFieldByName("u32"), "7").intValue())
                .isEqualTo(7);
        assertThat(ProtoJson.fromText(type.findFieldByName("u64"), "7").stringValue())
                .isEqualTo("7");
        assertThat(ProtoJson.fromText(type.findFieldByName("flag"), "true").booleanValue())
                .isTrue();
        assertThatThrownBy(() -> ProtoJson.fromText(type.findFieldByName("u32"), "seven"))
                .isInstanceOf(InvalidJsonException.class);
    }

    @Test
    void commentsComeFromDescriptorSets() {
        Docs docs = Docs.load(ProtoJsonTest.class.getClassLoader());
        assertThat(docs.of(BalanceQuery.getDescriptor())).contains("What an account holds. Zero if it is unknown.");
        assertThat(docs.of(BalanceQuery.getDescriptor().findFieldByName("account")))
                .contains("Whose.");
        assertThat(Json.text(new JsonSchemas(docs).document(BalanceQuery.getDescriptor())))
                .contains("\"description\":\"Whose.\"", "\"required\":[\"account\"]", JsonSchemas.DIALECT);
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of(Everything.getDescriptor().getFields().stream()
                .map(f -> f.getName())
                .toList());
    }

    @Provide
    Arbitrary<Everything> messages() {
        Arbitrary<String> texts =
                Arbitraries.strings().ofMaxLength(2).excludeChars('\ufffe').filter(ProtoJsonTest::isUnicode);
        return Combinators.combine(
                        Arbitraries.integers(),
                        Arbitraries.longs(),
                        texts,
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(4),
                        Arbitraries.bigIntegers().between(java.math.BigInteger.ZERO, Amount.MAX.toBigInteger()),
                        Arbitraries.longs().list().ofMaxSize(3))
                .as((number, wide, text, raw, amount, numbers) -> Everything.newBuilder()
                        .setU32(number)
                        .setI32(number)
                        .setU64(wide)
                        .setI64(wide)
                        .setText(text)
                        .setRaw(ByteString.copyFrom(raw))
                        .setAmount(
                                ByteString.copyFrom(Amount.of(amount).toBytes().toArray()))
                        .addAllNumbers(numbers)
                        .setSingle(Everything.newBuilder().setLeft(text))
                        .build());
    }

    private static boolean isUnicode(String text) {
        return java.nio.charset.StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
