// Package render writes FEEL values as text (文本): as the function string() does, and as FEEL source.
package render
