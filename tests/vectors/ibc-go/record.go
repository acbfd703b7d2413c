// Writes into acks.json and packets.json how ibc-go itself treats the bytes of each row. Run it in tests/wasmd, whose
// module requires ibc-go: go run ../vectors/ibc-go/record.go
package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"

	sdkmath "cosmossdk.io/math"

	transfertypes "github.com/cosmos/ibc-go/v10/modules/apps/transfer/types"
	channeltypes "github.com/cosmos/ibc-go/v10/modules/core/04-channel/types"
)

// Ack is an acknowledgement, and how core's AcknowledgePacket treats it.
type Ack struct {
	// Bytes as text, if people can read them.
	Text string `json:"text"`
	// Bytes of the acknowledgement.
	Base64 []byte `json:"base64"`
	// Result: "passes" or "refused".
	Core string `json:"core"`
	// Bytes that core would write instead. It is left out if the acknowledgement passes, and if it has a result and an error,
	// because core reads either of them.
	Writes string `json:"writes,omitempty"`
}

// Packet is a packet's data, and what the transfer module reads on receipt.
type Packet struct {
	Text   string `json:"text"`
	Base64 []byte `json:"base64"`
	// Why the packet is refused; then the other fields are left out.
	Error    string `json:"error,omitempty"`
	Denom    string `json:"denom,omitempty"`
	Amount   string `json:"amount,omitempty"`
	Sender   string `json:"sender,omitempty"`
	Receiver string `json:"receiver,omitempty"`
	Memo     string `json:"memo,omitempty"`
}

func ack(row Ack) Ack {
	out := Ack{Text: row.Text, Base64: row.Base64, Core: "passes"}
	var ack channeltypes.Acknowledgement
	if err := channeltypes.SubModuleCdc.UnmarshalJSON(row.Base64, &ack); err != nil {
		return out
	}
	own := ack.Acknowledgement()
	if bytes.Equal(own, row.Base64) {
		return out
	}
	out.Core = "refused"
	if !bytes.Contains(row.Base64, []byte("result")) || !bytes.Contains(row.Base64, []byte("error")) {
		out.Writes = string(own)
	}
	return out
}

func packet(row Packet) Packet {
	out := Packet{Text: row.Text, Base64: row.Base64}
	data, err := transfertypes.UnmarshalPacketData(row.Base64, transfertypes.V1, "")
	if err == nil {
		err = data.ValidateBasic()
	}
	if err != nil {
		out.Error = err.Error()
		return out
	}
	amount, _ := sdkmath.NewIntFromString(data.Token.Amount)
	out.Denom, out.Amount = data.Token.Denom.Path(), amount.String()
	out.Sender, out.Receiver, out.Memo = data.Sender, data.Receiver, data.Memo
	return out
}

func rewrite[Row any](name string, answer func(Row) Row) error {
	path := filepath.Join("..", "vectors", "ibc-go", name)
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var rows []Row
	if err := json.Unmarshal(text, &rows); err != nil {
		return err
	}
	for i, row := range rows {
		rows[i] = answer(row)
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(rows); err != nil {
		return err
	}
	return os.WriteFile(path, out.Bytes(), 0o644)
}

func main() {
	for _, err := range []error{rewrite("acks.json", ack), rewrite("packets.json", packet)} {
		if err != nil {
			panic(err)
		}
	}
}
